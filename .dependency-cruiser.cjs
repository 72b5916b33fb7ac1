/** Folders that import each other in a ring: none is to be read without the others. */
module.exports = {
  forbidden: [
    {
      name: 'no-folder-cycles',
      comment:
        'Folders of one package import each other in a ring: move what both need to a third, or to the one that is imported.',
      severity: 'error',
      scope: 'folder',
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: {
      path: '(__testUtils__|__fixtures__|\\.test\\.tsx?$|/dist/|dist-types)',
    },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
