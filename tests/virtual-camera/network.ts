/** The servers of a camera, which come and go together on the same ports. */

export type Ports = { http: number; rtsp: number };

/** Servers that listen, with the ports they got. */
export type Servers = { ports: Ports; opened: { close(): Promise<void> }[] };

export class Network {
  /** 0 until the first opening has found free ones. */
  ports: Ports;
  #open: (ports: Ports) => Promise<Servers>;
  #servers: Servers | null = null;
  #turn: Promise<void> = Promise.resolve();

  constructor(ports: Ports, open: (ports: Ports) => Promise<Servers>) {
    this.ports = ports;
    this.#open = open;
  }

  /** Opens or closes the servers; one after the other, however quickly it is asked for. */
  setReachable(reachable: boolean): Promise<void> {
    const done = this.#turn.then(() => this.#set(reachable));
    this.#turn = done.catch(() => undefined);
    return done;
  }

  async #set(reachable: boolean): Promise<void> {
    if (reachable && !this.#servers) {
      this.#servers = await this.#open(this.ports);
      this.ports = this.#servers.ports;
    } else if (!reachable && this.#servers) {
      const { opened } = this.#servers;
      this.#servers = null;
      await Promise.all(opened.map((server) => server.close()));
    }
  }
}
