module.exports = require('@backstage/cli/config/eslint-factory')(__dirname, {
  ...require('../../scripts/boundaries.cjs')(__dirname),
  overrides: [
    {
      // A library that registers tests for others: it exports, and takes titles and bodies from its caller.
      files: ['src/testUtils/**'],
      rules: {
        'jest/expect-expect': 'off',
        'jest/no-export': 'off',
        'jest/no-standalone-expect': 'off',
        'jest/valid-describe-callback': 'off',
        'jest/valid-title': 'off',
      },
    },
  ],
});
