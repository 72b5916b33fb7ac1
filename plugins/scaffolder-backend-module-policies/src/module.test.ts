import { startTestBackend } from '@backstage/backend-test-utils';
import {
  scaffolderActionsExtensionPoint,
  TemplateAction,
} from '@backstage/plugin-scaffolder-node';
import scaffolderModulePolicies from '.';

describe('scaffolderModulePolicies', () => {
  it('adds its actions to the scaffolder, each described with what it takes and gives', async () => {
    const added: TemplateAction<any, any, any>[] = [];
    const backend = await startTestBackend({
      extensionPoints: [
        [
          scaffolderActionsExtensionPoint,
          { addActions: (...actions) => added.push(...(actions as any)) },
        ],
      ],
      features: [scaffolderModulePolicies],
    });
    expect(added.map(({ id }) => id)).toEqual([
      'policies:journey-files',
      'policies:open-change',
      'policies:register',
      'policies:push-branch',
    ]);
    for (const { description, schema } of added) {
      expect(description).toBeTruthy();
      expect(schema?.input).toMatchObject({ type: 'object' });
      expect(schema?.output).toMatchObject({ type: 'object' });
    }
    await backend.stop();
  });
});
