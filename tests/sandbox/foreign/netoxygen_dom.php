<?php
// Calls one method with arguments in JSON as a script does that has nothing but PHP: DOM, and a stream with HTTP/1.0.
// Prints the answer as JSON.

[, $method, $json] = $argv;

function typed(DOMDocument $document, mixed $given): DOMElement {
    $value = $document->createElement('value');
    if (is_array($given)) {
        $array = $value->appendChild($document->createElement('array'));
        $data = $array->appendChild($document->createElement('data'));
        foreach ($given as $item) {
            $data->appendChild(typed($document, $item));
        }
    } else {
        $kind = is_int($given) ? 'int' : (is_bool($given) ? 'boolean' : 'string');
        $scalar = $value->appendChild($document->createElement($kind));
        $scalar->appendChild($document->createTextNode((string) $given));
    }
    return $value;
}

function elements(DOMNode $node): array {
    return array_values(array_filter(iterator_to_array($node->childNodes), fn ($one) => $one instanceof DOMElement));
}

function plain(DOMElement $value): mixed {
    $typed = elements($value)[0] ?? null;
    switch ($typed?->nodeName) {
        case null: return $value->textContent;
        case 'int': case 'i4': return (int) $typed->textContent;
        case 'boolean': return $typed->textContent === '1';
        case 'array': return array_map(plain(...), elements(elements($typed)[0]));
        case 'struct':
            $found = [];
            foreach (elements($typed) as $member) {
                [$name, $item] = elements($member);
                $found[$name->textContent] = plain($item);
            }
            return $found;
        default: return $typed->textContent;
    }
}

$document = new DOMDocument('1.0', 'UTF-8');
$call = $document->appendChild($document->createElement('methodCall'));
$call->appendChild($document->createElement('methodName', $method));
$params = $call->appendChild($document->createElement('params'));
foreach (json_decode($json, flags: JSON_THROW_ON_ERROR) as $argument) {
    $params->appendChild($document->createElement('param'))->appendChild(typed($document, $argument));
}

$context = stream_context_create(['http' => [
    'method' => 'POST',
    'protocol_version' => '1.0',
    'header' => "Content-Type: text/xml\r\nConnection: close",
    'content' => $document->saveXML(),
    'timeout' => 20,
]]);
$body = file_get_contents(getenv('NETOXYGEN_URL'), false, $context);

$answer = new DOMDocument();
$answer->loadXML($body) || exit(1);
$fault = $answer->getElementsByTagName('fault')->item(0);
$value = $fault ?? $answer->getElementsByTagName('param')->item(0);
echo json_encode([$fault ? 'fault' : 'value' => plain(elements($value)[0])], JSON_UNESCAPED_UNICODE);
