// Serves HTTP on a free port of the loopback and asks itself 10 times at once.
const http = require('http');

function get(port, path) {
  return new Promise((resolve, reject) => {
    const request = http.get({ host: '127.0.0.1', port, path }, (response) => {
      let body = '';
      response.on('data', (part) => { body += part; });
      response.on('end', () => resolve(body));
    });
    request.on('error', reject);
  });
}

const server = http.createServer((request, response) => response.end(request.url));
server.listen(0, '127.0.0.1', async () => {
  const asked = Array.from({ length: 10 }, (_, i) => `/${i}`);
  const answers = await Promise.all(asked.map((path) => get(server.address().port, path)));
  console.log(answers.join(' '));
  server.close();
});
