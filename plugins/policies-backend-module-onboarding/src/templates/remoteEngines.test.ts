import { BackendFeature } from '@backstage/backend-plugin-api';
import cerbosModule from '@internal/plugin-policies-backend-module-cerbos';
import opaModule from '@internal/plugin-policies-backend-module-opa';
import openfgaModule from '@internal/plugin-policies-backend-module-openfga';
import {
  describeWithServer,
  EngineBinary,
} from '@internal/plugin-policies-node/testUtils';
import { startOpenfga, startPortal } from '../__testUtils__/portal';
import {
  AWKWARD,
  awkwardActions,
  Portal,
  problemsOf,
  reservedWordProblems,
} from './__testUtils__/problemsOf';
import { starters } from './starters';

jest.setTimeout(120_000);

const NAMES = starters.map(({ name }) => name);

describe('templates', () => {
  describe.each<{
    driver: EngineBinary;
    title: string;
    module: BackendFeature;
  }>([
    { driver: 'opa', title: 'OPA', module: opaModule },
    { driver: 'cerbos', title: 'Cerbos', module: cerbosModule },
    { driver: 'openfga', title: 'OpenFGA', module: openfgaModule },
  ])('on $title', ({ driver, title, module }) => {
    describeWithServer(driver, `with ${title}`, () => {
      let portal: Portal;
      let stop = async () => {};

      beforeAll(async () => {
        // Drafts of the others are evaluated in sandboxes, which need no server.
        let url = 'http://127.0.0.1:9';
        if (driver === 'openfga') {
          ({ url, stop } = await startOpenfga());
        }
        portal = await startPortal([], {
          policies: {
            engines: {
              [driver]: {
                url,
                ...(driver === 'cerbos' && {
                  admin: { username: 'cerbos', password: 'unused' },
                }),
              },
            },
          },
          features: [module],
        });
      });

      afterAll(async () => {
        await portal.stop();
        await stop();
      });

      it.each(NAMES)('%s decides by its cases', async name => {
        expect(await problemsOf(portal, name, driver)).toEqual([]);
      });

      it('renames types, actions and sets as the language wants it', async () => {
        for (const name of NAMES) {
          expect(
            await problemsOf(portal, name, driver, {
              ...AWKWARD,
              actions: awkwardActions(name),
            }),
          ).toEqual([]);
        }
      });

      // In the languages of the others types are texts.
      if (driver === 'openfga') {
        it('keeps off the words of the language', async () => {
          expect(await reservedWordProblems(portal, driver)).toEqual([]);
        });
      }
    });
  });
});
