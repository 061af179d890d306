// Serves index.html with a connect link filled in. Plain JavaScript without dependencies:
//   node examples/html/serve.js                      a new link of the demo that `npm start` runs
//   node examples/html/serve.js --link <url>         a link of yours
//   node examples/html/serve.js --port 4600          elsewhere than at http://localhost:4500
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { parseArgs } from 'node:util';
import { demoLink } from './demo-link.js';

/** The link's address, checked; it goes into the page as it is. */
const checkedLink = (text) => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (
    url === undefined ||
    !/^https?:$/.test(url.protocol) ||
    !/^\/l\/cl_[\w-]{43}$/.test(url.pathname) ||
    url.search + url.hash !== ''
  ) {
    throw new Error('--link must be the whole address of a connect link, such as https://connect.example/l/cl_….');
  }
  return url;
};

const pageFor = (link) =>
  readFileSync(new URL('index.html', import.meta.url), 'utf8')
    .replaceAll('https://connect.example/l/cl_YOUR_LINK', link.href)
    .replaceAll('https://connect.example', link.origin);

const start = async () => {
  const { values } = parseArgs({ options: { link: { type: 'string' }, port: { type: 'string', default: '4500' } } });
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Error('--port must be a number from 1 to 65535, such as 4500.');
  }
  const origin = `http://localhost:${port}`;
  const page = pageFor(checkedLink(values.link ?? (await demoLink(origin))));

  const server = createServer((request, response) => {
    const found = request.url === '/' && (request.method === 'GET' || request.method === 'HEAD');
    response.writeHead(found ? 200 : 404, {
      'content-type': found ? 'text/html; charset=utf-8' : 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
    });
    response.end(found ? page : 'There is only one page here, at /.\n');
  });
  server.once('error', (error) => {
    console.error(
      error.code === 'EADDRINUSE'
        ? `Port ${port} is taken by another program. Take another one, as in npm run quickstart -- --port 4600.`
        : error.message,
    );
    process.exitCode = 1;
  });
  server.listen(port, 'localhost', () => console.log(`Open ${origin} in a browser. Ctrl-C stops it.`));
};

try {
  await start();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
