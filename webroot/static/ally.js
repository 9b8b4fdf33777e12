// Adds to pages that work without it: a button that shows a password, one that copies a key or a list of codes, and times
// in the reader's own zone.
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

  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone) {
    const format = new Intl.DateTimeFormat(document.documentElement.lang, {
      timeZone: zone, day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23',
    });
    const parts = (date) => Object.fromEntries(format.formatToParts(date).map(({type, value}) => [type, value]));
    const now = parts(new Date());
    for (const time of document.querySelectorAll('time[datetime]')) {
      const {day, month, year, hour, minute} = parts(new Date(time.dateTime));
      time.textContent = `${day} ${month}${year === now.year ? '' : ` ${year}`} ${hour}:${minute}`;
    }
    for (const hint of document.querySelectorAll('[data-zone]')) {
      hint.textContent = hint.dataset.zone.replace('{0}', zone);
    }
  }
})();
