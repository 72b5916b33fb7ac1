import { Entity } from '@backstage/catalog-model';
import { PolicyFile } from '@internal/plugin-policies-common';
import { stringify } from 'yaml';
import { CHECK_SCRIPT } from './checkScript';

/** Folder of a repository in which the folders of sets lie. */
const SETS_FOLDER = 'policies';

/**
 * What a repository needs to hold a set: its folder, a workflow that has the portal check each pull
 * request, the line of its code owners, and the entities that are new.
 *
 * @param owner - entity reference of the owning group
 */
export function repositoryFiles(about: {
  set: string;
  owner: string;
  files: PolicyFile[];
  entities: Entity[];
}): PolicyFile[] {
  const { set, owner, files, entities } = about;
  const folder = `${SETS_FOLDER}/${set}`;
  const team = owner.slice(owner.lastIndexOf('/') + 1);
  return [
    ...files.map(({ path, content }) => ({
      path: `${folder}/${path}`,
      content,
    })),
    { path: 'CODEOWNERS', content: `/${folder}/ @${team}\n` },
    {
      path: '.github/workflows/policies.yaml',
      content: workflow(),
    },
    { path: '.github/check-policies.mjs', content: CHECK_SCRIPT },
    ...(entities.length
      ? [
          {
            path: `catalog/${set}.yaml`,
            content: entities
              .map(({ metadata: { annotations: _, ...metadata }, ...entity }) =>
                stringify({ ...entity, metadata }),
              )
              .join('---\n'),
          },
        ]
      : []),
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function workflow(): string {
  return `# Has the policy portal check the policy sets of a pull request: validation, cases, native tests, house
# rules, and what it would have done to logged decisions.
name: policies
on:
  pull_request:
    paths: ['${SETS_FOLDER}/**']
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with: { node-version: 22 }
      - run: node .github/check-policies.mjs ${SETS_FOLDER}/*/
        env:
          # Base URL of the portal's API, such as https://portal.example/api/policies
          POLICY_PORTAL_URL: \${{ vars.POLICY_PORTAL_URL }}
          # An external access token of the portal
          POLICY_PORTAL_TOKEN: \${{ secrets.POLICY_PORTAL_TOKEN }}
`;
}
