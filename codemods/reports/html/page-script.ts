/** What the page does in a browser: shows the sessions that are asked for. */
export const pageScript = `
const form = document.getElementById('filter');
const shown = document.getElementById('shown');
const unfold = document.getElementById('unfold');
const sites = [...document.querySelectorAll('.site')];
const files = [...document.querySelectorAll('.file')];

function show() {
  const outcomes = new Set(new FormData(form).getAll('outcome'));
  const what = form.elements.what.value;
  const words = form.elements.search.value.toLowerCase().split(/\\s+/).filter(Boolean);
  const holds = (text) => words.every((word) => text.includes(word));
  let count = 0;
  for (const site of sites) {
    const isWanted = outcomes.has(site.dataset.outcome) && (what === '' || site.dataset.what === what) && holds(site.dataset.text);
    site.hidden = !isWanted;
    if (isWanted) count += 1;
  }
  for (const file of files) {
    const own = [...file.querySelectorAll('.site')];
    file.hidden = own.length > 0 ? own.every((site) => site.hidden) : what !== '' || !holds(file.dataset.path.toLowerCase());
  }
  shown.value = count === sites.length ? 'All ' + count + ' sessions' : count + ' of ' + sites.length + ' sessions';
}

function set({ outcomes, what = '', search = '' }) {
  for (const box of form.querySelectorAll('[name=outcome]')) box.checked = outcomes === undefined || outcomes.includes(box.value);
  form.elements.what.value = what;
  form.elements.search.value = search;
  show();
}

form.addEventListener('input', show);
form.addEventListener('submit', (event) => event.preventDefault());
form.addEventListener('reset', () => setTimeout(show));
unfold.addEventListener('click', () => {
  const isOpen = unfold.getAttribute('aria-pressed') !== 'true';
  unfold.setAttribute('aria-pressed', String(isOpen));
  unfold.textContent = isOpen ? 'Fold all code' : 'Unfold all code';
  for (const details of document.querySelectorAll('.change')) details.open = isOpen;
});
document.addEventListener('click', (event) => {
  const link = event.target.closest('[data-what-filter], [data-folder], [data-outcome-filter]');
  if (link === null) return;
  set({ outcomes: link.dataset.outcomeFilter === undefined ? undefined : [link.dataset.outcomeFilter], what: link.dataset.whatFilter, search: link.dataset.folder });
});
document.addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.ctrlKey || event.metaKey || /^(?:INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName)) return;
  event.preventDefault();
  form.elements.search.focus();
});
form.hidden = false;
show();`;
