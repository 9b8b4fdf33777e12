// Adds to pages that work without it, whose markup is complete: reveals buttons that show a password or copy a key or a
// list of codes, closes the account menu behind the focus, and puts times into the reader's own zone.
(() => {
  'use strict';

  for (const button of document.querySelectorAll('button[data-hide]')) {
    const input = button.previousElementSibling;
    const word = button.firstElementChild;
    const words = {password: word.textContent, text: button.dataset.hide};
    const turn = (type) => {
      input.type = type;
      word.textContent = words[type];
    };
    button.hidden = false;
    button.addEventListener('click', () => turn(input.type === 'password' ? 'text' : 'password'));
    input.form.addEventListener('submit', () => turn('password'));
  }

  for (const button of document.querySelectorAll('button[data-copy]')) {
    const source = document.getElementById(button.dataset.copy);
    button.hidden = !navigator.clipboard;
    button.addEventListener('click', async () => {
      const lines = [...source.querySelectorAll('li')].map((line) => line.textContent.trim());
      await navigator.clipboard.writeText(lines.join('\n') || source.textContent.replace(/\s/g, ''));
      button.nextElementSibling.textContent = button.dataset.copied;
    });
  }

  const menu = document.querySelector('.menu');
  menu?.addEventListener('focusout', ({relatedTarget}) => {
    const stays = !relatedTarget || menu.contains(relatedTarget) || relatedTarget.matches('.person');
    if (!stays && menu.matches(':popover-open')) {
      menu.hidePopover();
    }
  });

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
      hint.textContent = hint.dataset.zone.replace('{zone}', zone);
    }
  }
})();
