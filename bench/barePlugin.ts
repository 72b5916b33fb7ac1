import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import express, { RequestHandler } from 'express';

/** What any authenticated route of a Backstage backend costs: the caller is known, and nothing else is done. */
export const barePlugin = createBackendPlugin({
  pluginId: 'bare',
  register(env) {
    env.registerInit({
      deps: {
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
      },
      async init({ httpAuth, httpRouter }) {
        const router = express.Router();
        const hello: RequestHandler = async (request, response, next) => {
          try {
            await httpAuth.credentials(request, { allow: ['user', 'service'] });
            response.json({ ok: true });
          } catch (error) {
            next(error);
          }
        };
        router.get('/hello', hello);
        // A decision has a body, so this route reads one.
        router.post('/hello', express.json(), hello);
        httpRouter.use(router);
      },
    });
  },
});
