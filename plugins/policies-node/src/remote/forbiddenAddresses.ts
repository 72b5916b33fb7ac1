import { BlockList, isIP, isIPv6 } from 'net';
import { lookup, LookupAddress, LookupOptions } from 'dns';

/* Link-local addresses, where clouds serve the credentials of the machine. */
const forbidden = new BlockList();
forbidden.addSubnet('169.254.0.0', 16, 'ipv4');
forbidden.addSubnet('fe80::', 10, 'ipv6');
forbidden.addAddress('fd00:ec2::254', 'ipv6');
/* The same IPv4 addresses as IPv6 carries them; those mapped (::ffff:) BlockList looks at itself. */
forbidden.addSubnet('::169.254.0.0', 112, 'ipv6');
forbidden.addSubnet('64:ff9b::169.254.0.0', 112, 'ipv6');
forbidden.addSubnet('2002:a9fe::', 32, 'ipv6');

/** True for addresses no engine may have; a name is looked at when it is resolved. */
export function isForbiddenAddress(host: string): boolean {
  const address = host.replace(/^\[|\]$/g, '');
  return (
    isIP(address) > 0 &&
    forbidden.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')
  );
}

type Callback = (
  error: NodeJS.ErrnoException | null,
  address?: string | LookupAddress[],
  family?: number,
) => void;

/** `dns.lookup` that resolves no name to a forbidden address, for `net.connect`. */
export function guardedLookup(
  host: string,
  options: LookupOptions,
  callback: Callback,
): void {
  lookup(host, { ...options, all: true }, (error, addresses) => {
    if (error) {
      callback(error);
      return;
    }
    const allowed = addresses.filter(
      ({ address }) => !isForbiddenAddress(address),
    );
    if (!allowed.length) {
      callback(
        Object.assign(
          new Error(`'${host}' resolves to link-local addresses only`),
          { code: 'EFORBIDDEN' },
        ),
      );
    } else if (options.all) {
      callback(null, allowed);
    } else {
      callback(null, allowed[0].address, allowed[0].family);
    }
  });
}
