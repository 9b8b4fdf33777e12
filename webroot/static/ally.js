// Adds to pages that work without it: a button that shows a password, and one that copies a key or a list of codes.
(() => {
  'use strict';

  const button = (text) => {
    const made = document.createElement('button');
    made.type = 'button';
    made.className = 'small second';
    made.textContent = text;
    return made;
  };

  for (const input of document.querySelectorAll('input[data-show]')) {
    const label = document.querySelector(`label[for="${input.id}"]`).textContent;
    const toggle = button(input.dataset.show);
    const row = document.createElement('div');
    row.className = 'with-button';
    input.replaceWith(row);
    row.append(input, toggle);
    const show = (shown) => {
      input.type = shown ? 'text' : 'password';
      toggle.textContent = shown ? input.dataset.hide : input.dataset.show;
      toggle.setAttribute('aria-label', `${toggle.textContent} ${label}`);
    };
    show(false);
    toggle.addEventListener('click', () => show(input.type === 'password'));
    input.form.addEventListener('submit', () => show(false));
  }

  for (const code of document.querySelectorAll('[data-copy]')) {
    if (!navigator.clipboard) {
      continue;
    }
    const copy = button(code.dataset.copy);
    const said = document.createElement('span');
    said.className = 'said';
    said.setAttribute('role', 'status');
    code.after(copy, said);
    copy.addEventListener('click', async () => {
      const lines = [...code.querySelectorAll('li')].map((line) => line.textContent.trim());
      await navigator.clipboard.writeText(lines.join('\n') || code.textContent.replace(/\s/g, ''));
      said.textContent = code.dataset.copied;
    });
  }
})();
