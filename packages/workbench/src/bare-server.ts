import { createServer } from 'node:http';

// The least that a Node server can do: what everything else is a ratio to. It reads the body and answers as much JSON as
// a link's look-up.
const answer = JSON.stringify({ text: 'x'.repeat(1500) });

createServer((request, response) => {
  request.resume();
  request.once('end', () => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(answer);
  });
}).listen(Number(process.env['PORT']), '127.0.0.1');

process.once('SIGTERM', () => process.exit(0));
