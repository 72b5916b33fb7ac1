import { RootConfigService } from '@backstage/backend-plugin-api';

/** Where the backend listens, as Backstage reads `backend.listen`: an empty host is every address. */
export function readListenHost(config: RootConfigService): string {
  const listen = config.getOptional('backend.listen');
  if (typeof listen === 'string') {
    return listen.includes(':') ? listen.slice(0, listen.lastIndexOf(':')) : '';
  }
  return typeof listen === 'object'
    ? config.getOptionalString('backend.listen.host') ?? ''
    : '';
}

const LOOPBACK =
  /^(localhost|127(\.\d{1,3}){3}|\[?(::1|(0{1,4}:){7}0{0,3}1|::ffff:127(\.\d{1,3}){3})\]?)$/i;

/** Whether only this machine reaches what listens there. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host.trim());
}
