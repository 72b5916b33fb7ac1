import { InputError } from '@backstage/errors';

/** How git reaches a remote, by its own names. */
export type GitProtocol = 'https' | 'ssh' | 'http' | 'file';

/** A remote whose form is known: git is allowed no other protocol than the one it has. */
export interface GitRemote {
  /** As git takes it. */
  address: string;
  protocol: GitProtocol;
  /** Host, with the port where one is given; undefined for a path. */
  host?: string;
  /** Absolute path on this machine, for `file`. */
  path?: string;
}

const URL_PROTOCOLS: Record<string, GitProtocol> = {
  'https:': 'https',
  'ssh:': 'ssh',
  'http:': 'http',
  'file:': 'file',
};
const SCP_LIKE =
  /^(?:[A-Za-z0-9_][\w.-]*@)?([A-Za-z0-9][A-Za-z0-9.-]*):(?![:-])[^\s:][^\s]*$/;
const PLAIN_HOST = /^(?:[A-Za-z0-9][A-Za-z0-9.-]*|\[[0-9A-Fa-f:.]+\])$/;

/** The remote as it may be shown: without credentials. */
export function shownRemote(remote: string): string {
  return remote.replace(/^([a-z+]+:\/\/)[^/@]*@/i, '$1');
}

/**
 * Reads the address of a remote. What git would run a helper for (`ext::…`, `fd::…`), take for an option
 * or look up beside its working directory is no remote.
 *
 * @throws InputError for anything but an `https`, `ssh`, `http` or `file` URL, `user@host:path`, or an
 * absolute path
 */
export function parseGitRemote(address: string): GitRemote {
  const wrong = new InputError(
    `'${shownRemote(
      address,
    )}' is no remote: give a URL with https or ssh, or the absolute path of a bare repository`,
  );
  // eslint-disable-next-line no-control-regex -- these are what is refused
  if (address.startsWith('-') || /[\x00-\x1f\x7f]/.test(address)) {
    throw wrong;
  }
  if (address.startsWith('/')) {
    return { address, protocol: 'file', path: address };
  }
  if (address.includes(' ')) {
    throw wrong;
  }
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(address)) {
    const url = URL.canParse(address) ? new URL(address) : undefined;
    const protocol = url && URL_PROTOCOLS[url.protocol];
    if (!url || !protocol) {
      throw wrong;
    }
    if (protocol === 'file') {
      if (url.host) {
        throw wrong;
      }
      // By its path alone, which is what was checked.
      const path = decodePath(url.pathname) ?? '';
      return { address: path, protocol, path };
    }
    if (
      !PLAIN_HOST.test(url.hostname) ||
      decodePath(url.username)?.startsWith('-') !== false
    ) {
      throw wrong;
    }
    // Written anew, so that git and curl read the same host that was checked.
    return { address: url.href, protocol, host: url.host };
  }
  const [, host] = SCP_LIKE.exec(address) ?? [];
  if (host === undefined) {
    throw wrong;
  }
  return { address, protocol: 'ssh', host };
}

function decodePath(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
