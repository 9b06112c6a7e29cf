// The page works without this file. With it, forms are sent and parts of the page
// are redrawn in place, and what others do appears at once.
(() => {
  'use strict';
  const body = document.body;
  const part = (name) => document.getElementById('part-' + name);
  const where = () => new URLSearchParams({ as: body.dataset.as, in: body.dataset.in });

  // key tells which old element a new one is; without a key the place counts.
  const key = (n) => (n.nodeType === 1 ? n.dataset.key || n.id : '') || '';

  // morph changes what differs and leaves the rest alone: focus, text being typed
  // and opened details stay.
  function morph(from, to) {
    if (from.nodeType !== to.nodeType || from.nodeName !== to.nodeName || key(from) !== key(to)) {
      from.replaceWith(to);
      return;
    }
    if (from.nodeType !== 1) {
      if (from.nodeValue !== to.nodeValue) from.nodeValue = to.nodeValue;
      return;
    }
    if (from.isEqualNode(to)) return;
    for (const a of [...from.attributes]) {
      if (!to.hasAttribute(a.name) && !(a.name === 'open')) from.removeAttribute(a.name);
    }
    for (const a of [...to.attributes]) {
      if (a.name !== 'open' && from.getAttribute(a.name) !== a.value) from.setAttribute(a.name, a.value);
    }
    children(from, to);
  }

  function children(from, to) {
    const keyed = new Map();
    for (const n of from.children) if (key(n)) keyed.set(key(n), n);
    let at = from.firstChild;
    for (const n of [...to.childNodes]) {
      const k = key(n);
      const old = k ? keyed.get(k) : at && !key(at) ? at : null;
      if (!old) {
        from.insertBefore(n, at);
        continue;
      }
      if (old === at) at = at.nextSibling;
      else from.insertBefore(old, at);
      morph(old, n);
    }
    while (at) {
      const next = at.nextSibling;
      at.remove();
      at = next;
    }
  }

  const parse = (html) => {
    const t = document.createElement('template');
    t.innerHTML = html;
    return t.content;
  };

  // A message may be drawn anew, and the button that has the focus, or that opened
  // the dialog, be gone: then the first button of the same message gets it.
  let opener = '';
  let closed = false;
  function lineOf(n) {
    const line = n && n.closest('.log li[id]');
    return line ? line.id : '';
  }
  function refocus(id) {
    if (document.activeElement && document.activeElement !== body) return;
    const line = id && document.getElementById(id);
    const to = (line && line.querySelector('.blocks button')) || document.getElementById('talk-title');
    to.focus({ preventScroll: true });
  }

  // Modal dialogs are opened by script: Escape works, and the page behind rests.
  function showForm() {
    const d = part('form').querySelector('dialog');
    if (!d || d.matches(':modal')) return;
    d.removeAttribute('open');
    opener = lineOf(document.activeElement) || opener;
    d.showModal();
    d.addEventListener('cancel', (e) => {
      e.preventDefault();
      d.querySelector('button[formaction="/act/close"]').click();
    });
    const first = d.querySelector('.fields input:not([type=hidden]), .fields textarea, .fields select');
    (first || d.querySelector('h2')).focus();
  }

  function applyForm(html) {
    const box = part('form');
    const old = box.querySelector('dialog');
    const next = parse(html);
    const fresh = next.querySelector('dialog');
    if (old && fresh && key(old) === key(fresh)) {
      morph(old, fresh);
      const bad = old.querySelector('[aria-invalid=true]') || old.querySelector('.error:not(:empty)');
      if (bad) bad.scrollIntoView({ block: 'nearest' });
      return;
    }
    if (old) old.close(); // gives the focus back
    box.replaceChildren(next);
    if (fresh) showForm();
    else if (old) closed = true;
  }

  const log = () => document.querySelector('.log');
  // toEnd shows the newest message, and of a long one its beginning.
  function toEnd() {
    const l = log();
    const last = l.querySelector(':scope > ol > li:last-child');
    l.scrollTop = l.scrollHeight;
    if (last && last.offsetHeight > l.clientHeight) l.scrollTop += last.getBoundingClientRect().top - l.getBoundingClientRect().top;
  }

  function apply(parts, own) {
    const held = lineOf(document.activeElement);
    const l = log();
    const near = l.scrollHeight - l.scrollTop - l.clientHeight < 80;
    const count = l.querySelectorAll('li').length;
    for (const [name, html] of Object.entries(parts)) {
      if (name === 'form') applyForm(html);
      else {
        const box = part(name);
        const shell = box.cloneNode(false);
        shell.append(parse(html));
        children(box, shell);
      }
    }
    if (held || closed) refocus(held || opener);
    closed = false;
    if (near || (own && log().querySelectorAll('li').length > count)) toEnd();
  }

  function trouble(text) {
    const p = document.createElement('p');
    p.textContent = text;
    part('note').replaceChildren(p);
  }

  let want = new Set();
  let busy = false;
  async function refresh(names) {
    names.forEach((n) => want.add(n));
    // While an act of this window is under way its answer brings nearly everything;
    // what came too late for it is asked for afterwards.
    if (busy || body.getAttribute('aria-busy') === 'true') return;
    busy = true;
    try {
      while (want.size) {
        const q = where();
        q.set('want', [...want].join(' '));
        want = new Set();
        const r = await fetch('/parts?' + q);
        if (r.ok) apply(await r.json(), false);
      }
    } catch {
      // The stream notices too, and asks again when the server is back.
    } finally {
      busy = false;
    }
  }

  document.addEventListener('submit', async (e) => {
    const f = e.target;
    if (f.method !== 'post' || 'leaves' in f.dataset) return;
    e.preventDefault();
    if (body.getAttribute('aria-busy') === 'true') return;
    if (f.dataset.confirm && !window.confirm(f.dataset.confirm)) return;
    const data = new FormData(f);
    const by = e.submitter;
    if (by && by.name) data.append(by.name, by.value);
    const action = (by && by.getAttribute('formaction')) || f.getAttribute('action');
    body.setAttribute('aria-busy', 'true');
    if (by) by.classList.add('busy');
    if (f.dataset.wait) trouble(f.dataset.wait);
    try {
      const r = await fetch(action, { method: 'POST', body: new URLSearchParams(data), headers: { 'X-Page': '1' } });
      if (!r.ok) throw new Error(await r.text());
      if ('reset' in f.dataset) f.reset();
      apply(await r.json(), true);
    } catch (err) {
      trouble(err instanceof TypeError ? 'The practice workspace does not answer. Is it still running?' : err.message);
    } finally {
      body.removeAttribute('aria-busy');
      if (by) by.classList.remove('busy');
      if (want.size) refresh([]);
    }
  });

  // An open menu closes by Escape and by a click elsewhere.
  const closeMenus = (but) => document.querySelectorAll('details.overflow[open]').forEach((d) => { if (d !== but) d.open = false; });
  document.addEventListener('click', (e) => closeMenus(e.target.closest('details.overflow')));
  document.addEventListener('keydown', (e) => { if (e.key === 'Escape') closeMenus(null); });

  showForm();
  toEnd();
  const live = new EventSource('/live?' + where());
  let lost = false;
  live.addEventListener('parts', (e) => refresh(e.data.split(' ')));
  live.addEventListener('error', () => { lost = true; });
  live.addEventListener('open', () => {
    if (lost) refresh(['who', 'clock', 'guide', 'nav', 'talk', 'form', 'note', 'pane']);
    lost = false;
  });
})();
