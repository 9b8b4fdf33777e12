// Adds to pages that work without it, whose markup is complete: reveals buttons that show a password or copy a key or a
// list of codes, prints codes, sends a code with its last digit, counts waits down, keeps what was typed when the language
// changes, closes the account menu behind the focus, and puts times into the reader's own zone.
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

  for (const button of document.querySelectorAll('button[data-print]')) {
    button.hidden = false;
    button.addEventListener('click', () => window.print());
  }

  // A second click, or Enter, does not send a form again. Where the answer may have to wait, that lasts as long as the
  // answer does; then, or when the person stops it, the form can be sent again.
  for (const form of document.querySelectorAll('form[method=post]')) {
    const button = form.querySelector('[data-busy]');
    const words = button?.textContent;
    let sent = false;
    let timer;
    const end = () => {
      clearTimeout(timer);
      sent = false;
      if (button) {
        button.textContent = words;
      }
    };
    form.addEventListener('submit', (event) => {
      if (sent) {
        event.preventDefault();
        return;
      }
      sent = true;
      timer = setTimeout(end, button ? 15000 : 1000);
      if (button) {
        button.textContent = button.dataset.busy;
      }
    });
    window.addEventListener('pageshow', end);
    window.navigation?.addEventListener('navigateerror', end);
  }

  for (const hint of document.querySelectorAll('[data-sends]')) {
    const input = hint.parentElement.querySelector('input');
    const whole = new RegExp(`^\\p{Nd}{${hint.dataset.sends}}$`, 'u');
    hint.hidden = false;
    input.setAttribute('aria-describedby', hint.id);
    input.addEventListener('input', () => {
      if (whole.test(input.value.replace(/[\s\u2010\u2011\uff0d-]/g, ''))) {
        input.form.requestSubmit();
      }
    });
  }

  for (const wait of document.querySelectorAll('[data-wait]')) {
    const [clock, over] = wait.children;
    const end = Date.now() + 1000 * wait.dataset.wait;
    const tick = () => {
      const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
      clock.textContent = left ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}` : '';
      if (left) {
        setTimeout(tick, 250);
      } else {
        over.textContent = over.dataset.over;
      }
    };
    wait.hidden = false;
    tick();
  }

  // The answer to an application, which its own page sends; with the button where there is no script.
  document.querySelector('form[data-leaves]')?.requestSubmit();

  // What was typed stays when the language changes; secrets and codes do not.
  if (navigator.cookieEnabled) {
    const typed = document.querySelectorAll('main :is(input[type=email], input[dir=auto], select)');
    const kept = `typed ${location.pathname}`;
    const values = new Map(JSON.parse(sessionStorage.getItem(kept)));
    sessionStorage.removeItem(kept);
    for (const input of typed) {
      input.value = values.get(input.id) ?? input.value;
    }
    document.querySelector('.languages')?.addEventListener('submit', () => {
      sessionStorage.setItem(kept, JSON.stringify([...typed].map(({id, value}) => [id, value])));
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
    // Day, month and time stand as the language has them.
    const locale = document.querySelector('[data-locale]')?.dataset.locale ?? document.documentElement.lang;
    const format = (options) => new Intl.DateTimeFormat(locale, {timeZone: zone, ...options});
    const day = {day: 'numeric', month: 'long'};
    const whole = {...day, hour: 'numeric', minute: '2-digit'};
    const clock = {hour: 'numeric', minute: '2-digit', second: '2-digit'};
    const year = (date) => format({year: 'numeric'}).format(date);
    for (const time of document.querySelectorAll('time[datetime]')) {
      const date = new Date(time.dateTime);
      const shown = time.matches('[data-day]') ? day : whole;
      const known = year(date) === year(new Date()) ? shown : {...shown, year: 'numeric'};
      // What stands behind the time of day, as in Arabic, does not go to a line of its own.
      time.textContent = format(time.closest('[data-clock]') ? clock : known).format(date)
          .replace(/ (?=\p{L}+$)/u, '\u00a0');
    }
    for (const hint of document.querySelectorAll('[data-zone]')) {
      hint.textContent = hint.dataset.zone.replace('{zone}', zone);
    }
  }
})();
