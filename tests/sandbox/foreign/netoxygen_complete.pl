#!/usr/bin/perl
# The provider's "More complete Perl script (handles accentuation and errors)". Its address comes from outside, and in
# the line that takes the row apart the document's $@{...} is written as Perl has it.

use strict;

unless (scalar(@ARGV) == 2) {
    die("Usage: sendsms.pl destination message\n");
}

use RPC::XML qw (smart_encode);
use RPC::XML::Client;
use Encode;

@ARGV = map { Encode::decode('utf8', $_) } @ARGV; # a terminal of today gives octets of UTF-8

my $user = smart_encode('myuser');
my $pass = smart_encode($ENV{NETOXYGEN_PASSWORD} || 'mypass');

my $dst = new RPC::XML::base64(Encode::encode('utf8', @ARGV[0]));
my $msg = new RPC::XML::base64(Encode::encode('utf8', @ARGV[1]));

my $cli = RPC::XML::Client->new($ENV{NETOXYGEN_URL});
my $resp = $cli->send_request('send_message', ($user, $pass, $dst, $msg));

unless (ref $resp) {
    die("Fatal error: XML::RPC communication failed. ($resp)\n");
}

if ($resp->is_fault) {
    die("Fatal error: XML::RPC response returned with fault status. (code: ".$resp->code.", ".$resp->string.")\n");
}

my ($d, $s, $i) = @{@{$resp->value}[0]};
unless ($s) {
    die("Error: unable to send message to $d. (Error code: $i)\n");
}

print "$i\n";
