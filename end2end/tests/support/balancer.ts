import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type Server as HttpServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Stands in front of servers and sends each request to the one that it is told. */
export class Balancer {
  /** The requests that came, by path. */
  readonly paths: string[] = [];
  private choose: (path: string) => string = () => {
    throw new Error('nobody is behind the balancer yet');
  };

  private constructor(
    readonly url: string,
    private readonly listener: HttpServer,
  ) {}

  static async start(): Promise<Balancer> {
    const listener = createServer();
    listener.listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const balancer = new Balancer(`http://localhost:${(listener.address() as AddressInfo).port}`, listener);
    listener.on('request', (asked: IncomingMessage, answer: ServerResponse) => balancer.pass(asked, answer));
    return balancer;
  }

  /** `choose` names, for a path, the URL of the server that answers. */
  send(choose: (path: string) => string): void {
    this.choose = choose;
  }

  async stop(): Promise<void> {
    this.listener.closeAllConnections();
    this.listener.close();
    await once(this.listener, 'close');
  }

  private pass(asked: IncomingMessage, answer: ServerResponse): void {
    const path = asked.url ?? '/';
    this.paths.push(path);
    const { port } = new URL(this.choose(path));
    const options = { host: '127.0.0.1', port, path, method: asked.method, headers: asked.headers };
    const passed = request(options, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.rawHeaders);
      response.pipe(answer);
    });
    passed.on('error', () => answer.destroy());
    asked.pipe(passed);
  }
}
