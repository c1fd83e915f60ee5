import { Agent, request } from 'node:http';
import { turns, type Bench, type Benchmark } from '../bench.js';
import { Samples } from '../figures.js';
import { HTTP_SIDES, type HttpMethods, type HttpSide } from '../http/protocol.js';
import { inDist } from '../paths.js';

/** For each run of a workflow so many requests. */
const REQUESTS = 20;
const WARM_UP = 500;

export const httpBenchmark: Benchmark = {
  name: 'http',
  summary:
    'requests with a body of JSON, without a server of Temporal: a Lua function against TypeScript on the same HTTP server',
  async run(bench) {
    const { rounds } = bench.settings;
    const samples = new Samples();
    for (let round = 0; round < rounds; round++) {
      for (const side of turns(HTTP_SIDES, round)) {
        const { rate, cpu } = await measure(bench, side);
        samples.add('rate', side, rate);
        samples.add('cpu', side, cpu);
      }
      bench.say(`http: round ${round + 1} of ${rounds}`);
    }
    const ratio = { of: 'lua', to: 'plain' };
    return {
      benchmark: 'http',
      figures: [
        { name: 'requests', unit: 'requests/s', samples: samples.of('rate'), ratio },
        { name: 'CPU of the server', unit: 'ms/request', samples: samples.of('cpu'), ratio },
      ],
    };
  },
};

async function measure(bench: Bench, side: HttpSide): Promise<{ readonly rate: number; readonly cpu: number }> {
  const { runs, concurrency } = bench.settings;
  const child = bench.spawn<HttpMethods>(inDist('http-program.js'));
  const url = await child.call('start', side);
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
  await ask(url, agent, WARM_UP, concurrency);
  const before = await child.call('cpu', null);
  const began = performance.now();
  const count = runs * REQUESTS;
  await ask(url, agent, count, concurrency);
  const seconds = (performance.now() - began) / 1000;
  const cpu = (await child.call('cpu', null)) - before;
  agent.destroy();
  await child.call('stop', null);
  await child.stop();
  return { rate: count / seconds, cpu: cpu / count };
}

/** So many requests, as many at a time as `concurrency` says. */
async function ask(url: string, agent: Agent, count: number, concurrency: number): Promise<void> {
  let next = 0;
  const one = async (): Promise<void> => {
    while (next < count) await post(`${url}/orders/${next}`, agent, (next += 1));
  };
  await Promise.all(Array.from({ length: concurrency }, one));
}

function post(url: string, agent: Agent, total: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      { agent, method: 'POST', headers: { 'Content-Type': 'application/json' } },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => (text += part));
        response.on('error', reject);
        response.on('end', () => {
          if (
            response.statusCode === 202 &&
            text === JSON.stringify({ id: url.slice(url.lastIndexOf('/') + 1), total: total * 2 })
          ) {
            resolve();
          } else reject(new Error(`${url} was answered with ${response.statusCode ?? 'nothing'}: ${text}`));
        });
      },
    );
    sent.on('error', reject);
    sent.end(JSON.stringify({ total }));
  });
}
