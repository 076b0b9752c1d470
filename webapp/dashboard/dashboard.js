// Asks for status.json every two seconds and shows it. Rates are differences between answers; nothing is guessed while
// the gateway does not answer: the old figures stay, marked as old.
'use strict';

// Without the user name and password that the page's own address may carry: fetch refuses those.
const STATUS = new URL('status.json', location.origin + location.pathname);
const PERIOD_MS = 2000;
const WINDOW_MS = 20000;
const samples = [];
let answeredAt = null;

const byId = id => document.getElementById(id);
const count = value => Math.round(value).toLocaleString('en');

function set(id, text) {
  const element = byId(id);
  if (element.textContent !== text) element.textContent = text;
}

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function heading(text) {
  const cell = element('th', text);
  cell.scope = 'row';
  return cell;
}

const number = text => element('td', text, 'number');

function row(...cells) {
  const made = element('tr');
  made.append(...cells);
  return made;
}

function nothing(columns, text) {
  const cell = element('td', text, 'none');
  cell.colSpan = columns;
  return row(cell);
}

function ratio(part, whole) {
  return whole > 0 ? (100 * part / whole).toFixed(1) + ' %' : '–';
}

function bytes(value) {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return (unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)) + ' ' + units[unit];
}

function span(seconds) {
  const days = Math.floor(seconds / 86400);
  const hours = Math.floor(seconds / 3600) % 24;
  const minutes = Math.floor(seconds / 60) % 60;
  if (days > 0) return days + ' d ' + hours + ' h';
  if (hours > 0) return hours + ' h ' + minutes + ' min';
  return minutes > 0 ? minutes + ' min ' + seconds % 60 + ' s' : seconds + ' s';
}

// Swedish writes dates as ISO 8601 does, in local time.
const moment = date => date.toLocaleString('sv');

const sum = values => values.reduce((total, value) => total + value, 0);

function upstreamRow(upstream, total) {
  const share = element('td', undefined, 'number');
  const bar = element('meter');
  bar.max = 1;
  bar.value = total > 0 ? upstream.requests / total : 0;
  bar.setAttribute('aria-hidden', 'true');
  share.append(bar, ' ' + ratio(upstream.requests, total));
  const state = element('td', (upstream.available ? '● ' : '✕ ') + upstream.state, upstream.available ? 'up' : 'down');
  state.title = upstream.reason;
  const place = upstream.placement;
  const name = heading(upstream.name);
  name.title = (place.priority > 0 ? 'backup, priority ' + place.priority : 'first tier')
    + (place.zone ? ', zone ' + place.zone : '');
  const full = place.effective_weight === upstream.weight;
  const weight = full ? count(upstream.weight) : +place.effective_weight.toFixed(2) + ' of ' + count(upstream.weight);
  return row(name, state, number(weight), number(count(upstream.in_flight)),
    number(count(upstream.requests)), share, number(count(upstream.failures)));
}

function poolLoad(pool) {
  const load = pool.load;
  const parts = [pool.algorithm, count(load.in_flight) + ' in flight'];
  if (load.waiting > 0) parts.push(count(load.waiting) + ' waiting');
  if (load.turned_away > 0) parts.push(count(load.turned_away) + ' turned away');
  parts.push(count(load.retries) + ' retries');
  if (load.retries_refused > 0) parts.push(count(load.retries_refused) + ' refused by the budget');
  return parts.join(' · ');
}

function poolBlock(pool) {
  const block = element('div', undefined, 'pool');
  const missing = element('p', undefined, 'down');
  missing.hidden = true;
  const title = element('h3', pool.name);
  title.append(' ', element('span', undefined, 'none'));
  const head = element('tr');
  ['Upstream', 'State', 'Weight', 'In flight', 'Requests', 'Share', 'Failures'].forEach((name, i) => {
    const cell = element('th', name, i > 1 ? 'number' : undefined);
    cell.scope = 'col';
    head.append(cell);
  });
  const thead = element('thead');
  thead.append(head);
  const table = element('table');
  table.append(thead, element('tbody'));
  const scroll = element('div', undefined, 'scroll');
  scroll.tabIndex = 0;
  scroll.setAttribute('role', 'region');
  scroll.setAttribute('aria-label', 'Upstreams of pool ' + pool.name);
  scroll.append(table);
  block.append(title, missing, scroll);
  return block;
}

function showPools(pools, discovery) {
  const box = byId('pools');
  const names = JSON.stringify(pools.map(pool => pool.name));
  if (box.dataset.shown !== names) { // else the tables stay, and with them where they are scrolled to
    box.dataset.shown = names;
    box.replaceChildren(...(pools.length === 0 ? [element('p', 'No pools.', 'none')] : pools.map(poolBlock)));
  }
  box.querySelectorAll('h3 span').forEach((load, i) => {
    load.textContent = poolLoad(pools[i]);
  });
  box.querySelectorAll('p.down').forEach((line, i) => {
    const missing = (discovery[pools[i].name] || {}).missing;
    line.hidden = !missing;
    line.textContent = missing
      ? '✕ Upstreams not found since ' + moment(new Date(missing.since)) + ', the known ones stay: ' + missing.why : '';
  });
  box.querySelectorAll('tbody').forEach((tbody, i) => {
    const total = sum(pools[i].upstreams.map(upstream => upstream.requests));
    tbody.replaceChildren(...pools[i].upstreams.map(upstream => upstreamRow(upstream, total)));
  });
}

function levelBlock(name, level) {
  const block = element('div', undefined, 'level');
  const bar = element('meter');
  bar.max = Math.max(level.limit_bytes, 1);
  bar.value = level.bytes;
  bar.setAttribute('aria-hidden', 'true');
  block.append(
    element('p', name + ': ' + bytes(level.bytes) + ' of ' + bytes(level.limit_bytes)),
    bar,
    element('p', count(level.entries) + ' stored responses; look-ups: ' + count(level.hits) + ' found, '
      + count(level.misses) + ' not; ' + count(level.evictions) + ' evicted', 'none'));
  return block;
}

function list(id, texts) {
  const box = byId(id);
  const wanted = texts.join('\n');
  if (box.dataset.shown !== wanted) { // a screen reader repeats what is replaced
    box.dataset.shown = wanted;
    box.querySelector('ul').replaceChildren(...texts.map(text => element('li', text)));
  }
  box.hidden = texts.length === 0;
}

function showNow(status) {
  const first = samples[0];
  const seconds = (performance.now() - first.at) / 1000;
  const outcomes = sum(Object.values(status.cache.outcomes)) - sum(Object.values(first.status.cache.outcomes));
  const hits = status.cache.outcomes.hit - first.status.cache.outcomes.hit;
  set('rate', samples.length > 1 && seconds > 0
    ? ((status.traffic.requests - first.status.traffic.requests) / seconds).toFixed(1) : '–');
  set('recent-ratio', ratio(hits, outcomes));
  set('ratio', ratio(status.cache.outcomes.hit, sum(Object.values(status.cache.outcomes))));
  set('in-flight', count(status.traffic.in_flight));
  set('failed', count(status.traffic.failed));
  set('aborted', count(status.traffic.aborted));
}

function showRoutes(routes) {
  byId('routes').replaceChildren(...(routes.length === 0 ? [nothing(8, 'No routes.')] : routes.map(route => row(
    heading(route.name), element('td', (route.host || 'any host') + ' ' + route.path_prefix), element('td', route.pool),
    element('td', route.cached ? 'on' : 'off'), number(count(route.requests)), number(count(route.failed)),
    number(count(route.hits)), number(ratio(route.hits, route.hits + route.forwards))))));
}

function sharingRows(sharing) {
  return [
    row(heading('cluster: look-ups failed or late'), number(count(sharing.lookup_failures))),
    row(heading('cluster: writes waiting'), number(count(sharing.waiting_writes))),
    row(heading('cluster: writes lost'), number(count(sharing.lost_writes)))];
}

function showCache(cache) {
  const levels = [levelBlock('This node’s heap', cache.heap)];
  if (cache.cluster) levels.push(levelBlock('Held for the cluster', cache.cluster));
  byId('levels').replaceChildren(...levels);
  const outcomes = Object.entries(cache.outcomes).map(([outcome, requests]) =>
    row(heading(outcome === 'hit' ? 'hit' : 'forwarded: ' + outcome), number(count(requests))));
  byId('outcomes').replaceChildren(...outcomes,
    row(heading('responses stored'), number(count(cache.stored))),
    row(heading('requests collapsed'), number(count(cache.collapsed))),
    row(heading('held while arriving'), number(bytes(cache.capturing_bytes))),
    ...(cache.sharing ? sharingRows(cache.sharing) : []));
}

function showConfig(status) {
  const config = status.config;
  const last = config.last_load;
  byId('config').replaceChildren(
    row(heading('Generation'), number(count(config.generation))),
    row(heading('Last load'), element('td', last.succeeded ? 'ok' : 'refused', 'number ' + (last.succeeded ? 'up' : 'down'))),
    row(heading('At'), number(moment(new Date(last.at)))),
    row(heading('Loads ok / refused'), number(count(config.loads_ok) + ' / ' + count(config.loads_failed))),
    row(heading('Passwords waiting to be checked'), number(count(status.waiting_passwords))),
    row(heading('Limits held on this node alone'), number(count(status.limits.alone))),
    row(heading('Access log lines dropped'), number(count(status.access_log_dropped))));
  list('config-error', last.succeeded ? [] : last.errors.length > 0 ? last.errors : ['(no reason was given)']);
  list('config-restart', last.need_restart);
}

function showCluster(cluster) {
  byId('members').replaceChildren(...(cluster === null
    ? [element('li', 'Not in a cluster: this node’s store is its heap alone.', 'none')]
    : cluster.members.map(member => element('li', member.name + (member.self ? ' (this node)' : '')))));
}

function purgeText(purge) {
  const all = purge.missing.length === 0;
  return '#' + purge.number + ' ' + (purge.soft ? 'soft ' : '') + purge.scope + ': '
    + (all ? 'on all of ' + count(purge.nodes) + ' node(s)' : 'missing ' + purge.missing.join(', '))
    + ' after ' + purge.elapsed_millis.toFixed(1) + ' ms';
}

function showPurges(purges) {
  byId('purges').replaceChildren(
    row(heading('Answers from the store'), element('td', purges.serving ? 'yes' : 'not yet: forwards only',
      'number ' + (purges.serving ? 'up' : 'down'))),
    row(heading('Nodes that a purge waits for'), number(count(purges.nodes.length))),
    row(heading('True everywhere / missed a node'), number(count(purges.complete) + ' / ' + count(purges.incomplete))),
    row(heading('Responses swept'), number(count(purges.swept))));
  byId('latest-purges').replaceChildren(...(purges.latest.length === 0
    ? [element('li', 'None was called on this node.', 'none')]
    : purges.latest.slice(0, 5).map(purge => element('li', purgeText(purge)))));
}

function showRefusals(refusals) {
  const rows = Object.entries(refusals).map(([code, requests]) => row(heading(code), number(count(requests))));
  byId('refusals').replaceChildren(...(rows.length === 0 ? [nothing(2, 'None so far.')] : rows));
}

function show(status) {
  set('node', status.node + ' · version ' + status.version + ' · ' + status.phase + ' · up '
    + span(status.uptime_seconds));
  showNow(status);
  showPools(status.pools, status.discovery);
  showRoutes(status.routes);
  showCache(status.cache);
  showConfig(status);
  showCluster(status.cluster);
  showPurges(status.purges);
  showRefusals(status.traffic.refusals);
  byId('data').hidden = false;
}

function remember(status) {
  const previous = samples[samples.length - 1];
  if (previous && previous.status.started_at !== status.started_at) samples.length = 0; // counters began anew
  samples.push({at: performance.now(), status});
  while (samples.length > 2 && performance.now() - samples[0].at > WINDOW_MS) samples.shift();
}

function trouble(text) {
  set('trouble', text === '' || answeredAt === null ? text : text + ' The figures are old, as of ' + moment(answeredAt) + '.');
  byId('trouble').hidden = text === '';
  document.body.classList.toggle('stale', text !== '');
  set('freshness', answeredAt === null ? '' : 'As of ' + moment(answeredAt) + ', asked again every 2 s.');
}

function reason(failure) {
  if (failure.status === 401 || failure.status === 403) {
    return 'The gateway refused: sign in as a user with the role admin (answer ' + failure.status + ').';
  }
  if (failure.status) return 'The gateway answered ' + failure.status + ' instead of its status.';
  return failure.answered ? 'The gateway’s answer can not be shown: ' + failure.message
    : 'The gateway does not answer.';
}

async function ask() {
  let answered = false;
  try {
    const response = await fetch(STATUS, {cache: 'no-store', signal: AbortSignal.timeout(5000)});
    if (!response.ok) throw Object.assign(new Error('status ' + response.status), {status: response.status});
    answered = true;
    const status = await response.json();
    remember(status);
    show(status);
    answeredAt = new Date();
    trouble('');
  } catch (failure) {
    console.error(failure);
    trouble(reason({status: failure.status, message: failure.message, answered}));
  }
  setTimeout(ask, PERIOD_MS);
}

ask();
