<?php
// Sends one message and asks for the balance, as scripts for SMS Office do.

$credentials = ['username' => 'me', 'password' => 'a password & more'];
[, $from, $to, $message] = $argv;
$query = http_build_query($credentials + ['from' => $from, 'to' => $to, 'message' => $message]);

echo file_get_contents(getenv('SMSOFFICE_URL') . '/sendsms.asp?' . $query), "\n";
echo file_get_contents(getenv('SMSOFFICE_URL') . '/balance.asp?' . http_build_query($credentials));
