<?php
// Calls one method with arguments in JSON through PHP's own XML-RPC functions. Prints the answer as JSON.

[, $method, $json] = $argv;
$options = ['encoding' => 'utf-8', 'escaping' => 'markup'];
$body = xmlrpc_encode_request($method, json_decode($json, flags: JSON_THROW_ON_ERROR), $options);

$context = stream_context_create(['http' => ['method' => 'POST', 'header' => 'Content-Type: text/xml', 'content' => $body]]);
$answer = file_get_contents(getenv('NETOXYGEN_URL'), false, $context);

$value = xmlrpc_decode($answer, 'utf-8');
$kind = is_array($value) && xmlrpc_is_fault($value) ? 'fault' : 'value';
echo json_encode([$kind => $value], JSON_UNESCAPED_UNICODE);
