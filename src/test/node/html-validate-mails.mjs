// How html-validate judges the emails of Ally: as pages, but for what mail programs need.
import pages from './html-validate.mjs';

export default {
  ...pages,
  rules: {
    ...pages.rules,
    // Many mail programs know neither style sheets nor the properties that replace these attributes.
    'no-deprecated-attr': 'off',
    'no-inline-style': 'off',
    // Tables of layout have rows and nothing else.
    'prefer-tbody': 'off',
  },
};
