import { test } from './support/portal';
import { walkOnboarding } from './support/walks';

test('a domain that does not exist becomes live with a green decision', async ({
  portal,
  colleague,
}) => {
  await walkOnboarding({ portal, colleague });
});
