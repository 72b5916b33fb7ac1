import {
  metricsServiceFactory,
  tracingServiceFactory,
} from '@backstage/backend-defaults/alpha';
import { mockCredentials } from '@backstage/backend-test-utils';
import {
  readRequest,
  setFiles,
  SetsFolder,
  startPortal,
} from '../../__testUtils__/portal';

/*
 * A process that decides three times, and then waits for its end: loaded with `instrumentation.js`, which
 * has to come before everything else.
 */
async function decide(): Promise<void> {
  const folder = new SetsFolder();
  folder.write('records', setFiles('records'));
  const portal = await startPortal([folder.path], {
    features: [metricsServiceFactory, tracingServiceFactory],
  });
  const decisions = [];
  for (const request of [
    readRequest('alice'),
    readRequest('bob'),
    readRequest('alice', {}, 'nothing'),
  ]) {
    const { status } = await portal
      .post('/access/v1/evaluation', request)
      .set('authorization', mockCredentials.service.header());
    decisions.push(status);
  }
  process.stdout.write(`decided ${decisions.join(' ')}\n`);
  process.stdin.resume().on('end', () => {
    folder.dispose();
    process.exit(0);
  });
}

decide();
