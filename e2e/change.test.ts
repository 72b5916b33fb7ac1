import { test } from './support/portal';
import { walkChange } from './support/walks';

test('a change goes from the playground through review and publication to roll-back', async ({
  portal,
  colleague,
}) => {
  await walkChange({ portal, colleague });
});
