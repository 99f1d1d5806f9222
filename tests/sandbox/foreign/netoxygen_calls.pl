#!/usr/bin/perl
# Reads calls as lines of JSON, [method, argument, ...], types their arguments as RPC::XML does, and prints each answer
# as a line of JSON.

use strict;
use warnings;

use JSON::PP;
use RPC::XML;
use RPC::XML::Client;

$RPC::XML::ENCODING = 'utf-8';
$| = 1;

my $json = JSON::PP->new->utf8->canonical->allow_nonref;
my $client = RPC::XML::Client->new($ENV{NETOXYGEN_URL});

while (my $line = <STDIN>) {
    my $answer = $client->send_request(@{$json->decode($line)});
    die("no answer: $answer\n") unless ref $answer;
    print $json->encode($answer->is_fault ? { fault => $answer->code, text => $answer->string } : $answer->value), "\n";
}
