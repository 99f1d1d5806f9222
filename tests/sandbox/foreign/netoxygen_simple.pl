#!/usr/bin/perl
# The provider's "Simple Perl script"; only its address comes from outside.

use RPC::XML::Client;

my $cli = RPC::XML::Client->new($ENV{NETOXYGEN_URL});
my $resp = $cli->send_request('send_message', ('myuser', 'mypass', @ARGV[0], @ARGV[1]));

# The provider's script ends here; the rest shows what came back.
binmode(STDOUT, ':utf8');
print(ref $resp ? $resp->as_string : $resp);
