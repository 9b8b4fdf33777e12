// How html-validate judges the pages of Ally.
export default {
  root: true,
  extends: ['html-validate:recommended', 'html-validate:document', 'html-validate:a11y'],
  rules: {
    // As the HTML Standard writes it in its examples.
    'doctype-style': ['error', {style: 'lowercase'}],
    // What went wrong stands above the <h1>, under a heading of its own, as in the error summary of GOV.UK.
    'heading-level': ['error', {minInitialRank: 'h2'}],
    // Styles and scripts of the site itself come over the same connection as the page.
    'require-sri': ['error', {target: 'crossorigin'}],
  },
};
