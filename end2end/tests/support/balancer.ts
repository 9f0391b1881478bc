import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type Server as HttpServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A reverse proxy that forwards each request to a URL chosen by path. */
export class Balancer {
  /** The paths of all requests. */
  readonly paths: string[] = [];
  private choose: (path: string) => string = () => {
    throw new Error('the balancer has no server yet');
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
    listener.on('request', (incoming: IncomingMessage, response: ServerResponse) => balancer.forward(incoming, response));
    return balancer;
  }

  /** `choose` returns the URL of the server for a path. A request is sent to another path if that URL has one. */
  send(choose: (path: string) => string): void {
    this.choose = choose;
  }

  async stop(): Promise<void> {
    this.listener.closeAllConnections();
    this.listener.close();
    await once(this.listener, 'close');
  }

  private forward(incoming: IncomingMessage, response: ServerResponse): void {
    const path = incoming.url ?? '/';
    this.paths.push(path);
    const { port, pathname } = new URL(this.choose(path));
    const target = pathname === '/' ? path : pathname;
    const options = { host: '127.0.0.1', port, path: target, method: incoming.method, headers: incoming.headers };
    const outgoing = request(options, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(response);
    });
    outgoing.on('error', () => response.destroy());
    incoming.pipe(outgoing);
  }
}
