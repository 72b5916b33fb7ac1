const { readdirSync } = require('node:fs');
const { basename, join } = require('node:path');

/*
 * Who may import whom, from docs/architecture.md: nobody imports the backend plugin or one of its modules but
 * the assembly, which is packages/backend. Features meet through contracts of policies-node.
 */

const HELP =
  'Modules of the portal know each other by the contracts of @internal/plugin-policies-node alone: offer it there by a FeatureRef, or move what both need.';

/** Options of `eslint-factory` for a package below `plugins`, by its folder. */
module.exports = function boundaries(folder) {
  const own = basename(folder);
  const forbidden = [
    ...readdirSync(join(__dirname, '../plugins')).filter(
      name =>
        name.startsWith('policies-backend') &&
        name !== own &&
        !name.includes('.'),
    ),
    ...(own === 'policies-common' ? ['policies-node'] : []),
  ];
  return {
    restrictedSrcImports: forbidden.map(name => ({
      name: `@internal/plugin-${name}`,
      message: HELP,
    })),
  };
};
