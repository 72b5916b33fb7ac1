import { ServiceUnavailableError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { ClientOfInitiator } from '../clientOfInitiator';

/** `policies:register`: has the portal read its sources, and waits until a set of them is registered. */
export function createRegisterAction(
  clientOf: ClientOfInitiator,
  options: { everyMs?: number } = {},
) {
  return createTemplateAction({
    id: 'policies:register',
    description:
      'Has the portal read its sources now, and waits until a policy set of them is registered',
    schema: {
      input: {
        set: z => z.string().describe('Name of the policy set'),
        timeoutSeconds: z =>
          z.number().min(1).max(600).optional().describe('By default 60'),
      },
      output: {
        revision: z => z.string().describe('The active revision'),
        path: z => z.string().describe('The page of the set'),
      },
    },
    async handler(ctx) {
      // The scaffolder checks inputs against the schema, but fills in no defaults of it.
      const { set, timeoutSeconds = 60 } = ctx.input;
      const client = clientOf(ctx);
      const deadline = Date.now() + timeoutSeconds * 1_000;
      let reason = 'it is not registered';
      do {
        await client.refresh();
        try {
          const { revision, diagnostics } = await client.getSet(set);
          if (revision) {
            ctx.output('revision', revision);
            ctx.output('path', `/policies/sets/${set}`);
            return;
          }
          reason = diagnostics[0]?.message ?? reason;
        } catch (error) {
          const { name, cause } = error as Error & { cause?: Error };
          if ((cause?.name ?? name) !== 'NotFoundError') {
            throw error;
          }
        }
        await new Promise(resolve =>
          setTimeout(resolve, options.everyMs ?? 2_000),
        );
      } while (Date.now() < deadline);
      throw new ServiceUnavailableError(
        `policy set '${set}' was not registered within ${timeoutSeconds} s: ${reason}; is its repository among 'policies.sources' and merged?`,
      );
    },
  });
}
