import express, { RequestHandler } from 'express';
import { BundleStore } from './BundleStore';

const MAX_WAIT_S = 60;

/** What OPA asks of the portal: the bundle, at once or when it changes, and a place to tell its status. */
export function createBundleHandler(
  store: BundleStore,
  onStatus: (status: unknown) => void,
  onAsked: () => void,
): RequestHandler {
  const router = express.Router();
  router.get('/bundles/portal.tar.gz', (request, response, next) => {
    onAsked();
    const send = async () => {
      const gone = new AbortController();
      response.on('close', () => gone.abort());
      const wait = waitOf(request.get('prefer'));
      if (
        wait > 0 &&
        (!store.isReady ||
          (await store.get()).etag === request.get('if-none-match'))
      ) {
        await store.nextChange(wait * 1_000, gone.signal);
      }
      if (!store.isReady) {
        // OPA keeps what it holds while the portal starts.
        response.set('retry-after', '1').status(503).end();
        return;
      }
      const { etag, content } = await store.get();
      response.set({
        etag,
        // With this type OPA knows that the portal answers when something changes.
        'content-type': 'application/vnd.openpolicyagent.bundles',
        'cache-control': 'no-cache',
        // It is compressed already.
        'content-encoding': 'identity',
      });
      if (request.get('if-none-match') === etag) {
        response.status(304).end();
      } else {
        response.send(content);
      }
    };
    send().catch(next);
  });
  router.post(
    '/status',
    express.json({ limit: 1_000_000, inflate: true }),
    (request, response) => {
      onStatus(request.body);
      response.status(200).json({});
    },
  );
  return router;
}

function waitOf(prefer: string | undefined): number {
  const wait = Number(/\bwait=(\d+)/.exec(prefer ?? '')?.[1] ?? 0);
  return Math.min(wait, MAX_WAIT_S);
}
