import globals from 'globals'
import vue from 'eslint-plugin-vue'
import ts from 'typescript-eslint'

export default ts.config(
  { ignores: ['dist', 'data', 'node_modules', 'docs'] },
  ts.configs.strict,
  ...vue.configs['flat/essential'],
  {
    languageOptions: {
      globals: { ...globals.node, ...globals.browser },
      parserOptions: { parser: ts.parser },
    },
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-dynamic-delete': 'off',
      'vue/multi-word-component-names': 'off',
      'no-console': 'error',
    },
  },
  {
    files: ['web/**'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'crypto', property: 'randomUUID', message: 'only over https; see web/live/key.ts' },
      ],
    },
  },
  { files: ['scripts/**', 'tests/**', '**/cli.ts', 'ingest/import/**'], rules: { 'no-console': 'off' } },
)
