import type { IncomingMessage } from 'http';
import { RootConfigService } from '@backstage/backend-plugin-api';

const LOCAL_NAMES = ['localhost', '127.0.0.1', '[::1]'];
const DEFAULT_PORTS: Record<string, string> = { http: '80', https: '443' };

/** Why a request is refused before anything looks at it. */
export interface Refusal {
  status: 403 | 421;
  name: 'NotAllowedError' | 'MisdirectedRequestError';
  message: string;
}

/**
 * The hosts that a portal on loopback answers to. Such a portal may let people in without a password, so
 * that a page of another site must not get at it: neither by a name of its own that leads to this machine
 * (DNS rebinding), nor by sending what browsers send without asking.
 */
export class OwnHosts {
  private readonly configured: Set<string>;
  private readonly origins: Set<string>;

  constructor(config: RootConfigService) {
    const urls = ['app.baseUrl', 'backend.baseUrl'].flatMap(key => {
      const value = config.getOptionalString(key);
      return value && URL.canParse(value) ? [new URL(value)] : [];
    });
    this.configured = new Set(urls.map(withPort));
    const allowed = config.getOptional('backend.cors.origin') ?? [];
    this.origins = new Set([
      ...urls.map(({ origin }) => origin),
      ...[allowed].flat().map(String),
    ]);
  }

  /** @returns undefined when the request may go on */
  check(request: IncomingMessage): Refusal | undefined {
    const { hosts, origins } = addressesOf(request);
    const target = authorityOf(request.url);
    const strange = [...hosts, ...(target ?? [])].find(
      host => !this.isOwn(host, request),
    );
    if (hosts.length !== 1 || strange !== undefined) {
      return {
        status: 421,
        name: 'MisdirectedRequestError',
        message: `this portal does not answer to the host '${shown(
          strange ?? hosts.join(', '),
        )}': open it as 'localhost:${
          request.socket.localPort
        }', or make that its 'app.baseUrl' and 'backend.baseUrl'`,
      };
    }
    return origins.length ? this.checkOrigins(origins, request) : undefined;
  }

  private checkOrigins(
    origins: string[],
    request: IncomingMessage,
  ): Refusal | undefined {
    const changesNothing = ['GET', 'HEAD', 'OPTIONS'].includes(
      request.method ?? '',
    );
    if (changesNothing && request.headers.upgrade === undefined) {
      return undefined;
    }
    const strange = origins.find(origin => !this.isOwnOrigin(origin, request));
    return strange === undefined
      ? undefined
      : {
          status: 403,
          name: 'NotAllowedError',
          message: `a page of '${shown(
            strange,
          )}' may not call this portal; add its origin to 'backend.cors.origin' if it is yours`,
        };
  }

  private isOwnOrigin(origin: string, request: IncomingMessage): boolean {
    if (this.origins.has(origin)) {
      return true;
    }
    const url = URL.canParse(origin) ? new URL(origin) : undefined;
    return (
      url !== undefined &&
      url.origin === origin &&
      this.isLocal(withPort(url), request)
    );
  }

  private isOwn(host: string, request: IncomingMessage): boolean {
    if (this.isLocal(host, request)) {
      return true;
    }
    const [, name, port] =
      /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?$/i.exec(host) ?? [];
    if (name === undefined) {
      return false;
    }
    // Behind a proxy the name comes without a port where that is the one of its protocol.
    return (port === undefined ? Object.values(DEFAULT_PORTS) : [port]).some(
      one => {
        const whole = `${name.toLowerCase()}:${one}`;
        return this.configured.has(whole) || this.isLocal(whole, request);
      },
    );
  }

  private isLocal(host: string, request: IncomingMessage): boolean {
    const end = `:${request.socket.localPort}`;
    return (
      host.endsWith(end) && LOCAL_NAMES.includes(host.slice(0, -end.length))
    );
  }
}

function withPort({ protocol, hostname, port }: URL): string {
  return `${hostname.toLowerCase()}:${
    port || DEFAULT_PORTS[protocol.replace(':', '')]
  }`;
}

/** Every value of the headers `Host` and `Origin`: Node keeps only the first of several hosts. */
function addressesOf({ rawHeaders }: IncomingMessage): {
  hosts: string[];
  origins: string[];
} {
  const hosts: string[] = [];
  const origins: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    // Every request passes here: most names are told apart by their length.
    const { length } = rawHeaders[index];
    if (length === 4 && rawHeaders[index].toLowerCase() === 'host') {
      hosts.push(rawHeaders[index + 1]);
    } else if (length === 6 && rawHeaders[index].toLowerCase() === 'origin') {
      origins.push(rawHeaders[index + 1]);
    }
  }
  return { hosts, origins };
}

/** The host in a request line such as `GET http://host/path`, which counts more than the header. */
function authorityOf(url = ''): string[] | undefined {
  if (url.startsWith('/') || url === '*') {
    return undefined;
  }
  return [URL.canParse(url) ? new URL(url).host : url];
}

function shown(text: string): string {
  // eslint-disable-next-line no-control-regex -- these are what is not shown
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, 100);
}
