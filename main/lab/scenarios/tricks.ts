/** Ways around a pin that is only checked once, on the wrong chain, or on some of the ways out. */
import { dummyPin } from '../../../common/pinning/adopt-pin.ts';
import { startCrossroads } from '../crossroads.ts';
import {
  describeStep,
  expectAnswered,
  expectNothingRead,
  expectReached,
  expectRefused,
  expectTurnedAway,
} from '../expectations.ts';
import { type Scenario, apiUrl, attacked, leadTo, pinned, usual } from '../scenario.ts';
import { hosts } from '../world.ts';

export const appendedCertificateScenario: Scenario = {
  id: 'appended-certificate',
  number: 6,
  part: 'tricks',
  title: 'The pinned certificate, appended to the attacker’s chain, does not help him',
  shows:
    'A server may send any certificates it likes. Pins count on the path that was validated, so the genuine leaf behind the attacker’s own changes nothing (CVE-2016-2402).',
  needsInterceptor: false,
  run: async (stage, world) => {
    const { attacker, forged, genuine } = world;
    const { root, attackerRoot } = world.authorities;
    attacker.present({ ...forged, chainPem: forged.chainPem + genuine.chainPem });
    const network = await stage.open(
      usual(world, pinned(hosts.api, genuine.spkiSha256), {
        anchors: [root.certificatePem, attackerRoot.certificatePem],
        destinations: leadTo(attacker.port),
      }),
    );
    const step = await stage.visit('A request to the attacker', network, apiUrl);
    attacker.present(forged);
    const isShown = step.client.presentedChain.some(({ spkiSha256 }) => spkiSha256 === genuine.spkiSha256);
    stage.expect(
      'The attacker presents the pinned certificate.',
      isShown,
      `He presented ${step.client.presentedChain.length} certificates, the pinned one ${isShown ? 'among them' : 'not among them'}.`,
    );
    expectRefused(stage, step, 'mismatch');
    expectNothingRead(stage, step);
  },
};

/** Into the second burst. */
const takeOverAfterMs = 40;

/** Each its own address: Chromium's cache lets requests for the same one wait for each other. */
const repeat = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${apiUrl}/${index}`);

export const attackMidSessionScenario: Scenario = {
  id: 'attack-mid-session',
  number: 7,
  part: 'tricks',
  title: 'An attack that starts in the middle of a session gets nothing',
  shows:
    'Requests flow to the true server; then every connection is cut and new ones lead to the interceptor, whose CA is trusted. What was accepted before is worth nothing to it.',
  needsInterceptor: true,
  control: 'trusted-interceptor',
  run: async (stage, world) => {
    const crossroads = stage.keep(await startCrossroads(world.http1Server.port));
    const { interceptor } = stage;
    const network = await stage.open(
      usual(world, pinned(hosts.api, world.genuine.spkiSha256), {
        anchors: [world.authorities.root.certificatePem, interceptor.caPem ?? ''],
        destinations: leadTo(crossroads.port),
      }),
    );
    const before = await stage.burst('Before the attack', network, repeat(12), 10);
    expectAnswered(stage, before, 'pinned');
    expectReached(stage, before, before.client.requests);
    const attack = setTimeout(() => {
      crossroads.takeOver(interceptor);
    }, takeOverAfterMs);
    const step = await stage.burst('Forty requests; the attacker steps in between', network, repeat(40), 8);
    clearTimeout(attack);
    stage.expect(
      'From then on none is answered.',
      step.client.answered < step.client.requests && step.client.verdict === 'mismatch',
      describeStep(step),
    );
    expectTurnedAway(stage, step);
  },
};

export const parallelBurstScenario: Scenario = {
  id: 'parallel-burst',
  number: 8,
  part: 'tricks',
  title: 'A burst of parallel connections finds no gap',
  shows:
    'Many connections at once, while the first is still being judged: the moment at which a verdict that is only asked for once lets the others slip through.',
  needsInterceptor: true,
  control: 'trusted-interceptor',
  run: async (stage, world) => {
    const names = Object.values(hosts);
    const policy = names.reduce(
      (built, host) => ({
        ...built,
        pinSets: [...built.pinSets, ...pinned(host, world.genuine.spkiSha256).pinSets],
      }),
      pinned(hosts.api, world.genuine.spkiSha256),
    );
    const network = await stage.open(attacked(stage, world, policy));
    const urls = Array.from(
      { length: 90 },
      (_, index) => `https://${names[index % names.length] ?? ''}/${index}`,
    );
    const step = await stage.burst('Ninety requests to three hosts', network, urls, 1);
    stage.expect(
      'All of them are refused.',
      step.client.outcome === 'blocked' && step.client.answered === 0,
      describeStep(step),
    );
    expectTurnedAway(stage, step);
    expectNothingRead(stage, step);
  },
};

export const sharedConnectionScenario: Scenario = {
  id: 'shared-connection',
  number: 9,
  part: 'tricks',
  title: 'A host reachable over another’s HTTP/2 connection is judged by itself',
  shows:
    'Two hosts share one server and one certificate, so a browser may send both over one HTTP/2 connection (coalescing). A good pin for the first must not open the second.',
  needsInterceptor: false,
  run: async (stage, world) => {
    const first = pinned(hosts.api, world.genuine.spkiSha256);
    const policy = { ...first, pinSets: [...first.pinSets, ...pinned(hosts.cdn, dummyPin).pinSets] };
    const network = await stage.open(usual(world, policy));
    const opened = await stage.visit('The first host, rightly pinned', network, apiUrl);
    expectAnswered(stage, opened, 'pinned');
    const [line = ''] = opened.servers.flatMap(({ requestLines }) => requestLines);
    stage.expect('It is answered over HTTP/2.', line.includes('HTTP/2'), `The server saw: ${line}`);
    const step = await stage.visit('The second host, wrongly pinned', network, `https://${hosts.cdn}/`);
    expectRefused(stage, step, 'mismatch');
    // The first host's connection is still open, and HTTP/2 has its own traffic on it: requests are what counts.
    expectReached(stage, step, 0);
  },
};

export const cleartextScenario: Scenario = {
  id: 'cleartext',
  number: 10,
  part: 'tricks',
  title: 'A pinned host is not spoken to in the clear',
  shows:
    'Plain http:// has no certificate to compare with a pin, so it is refused for a pinned host: asked for directly, and when another site redirects there.',
  needsInterceptor: false,
  run: async (stage, world) => {
    const network = await stage.open(
      usual(world, pinned(hosts.api, world.genuine.spkiSha256), {
        destinations: [
          ...leadTo(world.server.port),
          { host: hosts.api, port: 80, toPort: world.plainServer.port },
        ],
      }),
    );
    const plainUrl = `http://${hosts.api}/account`;
    const direct = await stage.visit('Plain HTTP to the pinned host', network, plainUrl);
    expectRefused(stage, direct, 'cleartext');
    expectNothingRead(stage, direct);
    const redirect = `https://${hosts.open}/redirect?to=${encodeURIComponent(plainUrl)}`;
    const step = await stage.visit('A redirect to plain HTTP', network, redirect);
    expectRefused(stage, step, 'cleartext');
    const read = step.servers.filter(({ name }) => name === world.plainServer.name);
    const counted = read.reduce((sum, { requests, contentBytes }) => sum + requests + contentBytes, 0);
    stage.expect(
      'The redirect is followed, and nothing reaches the plain HTTP server.',
      step.client.requests === 2 && counted === 0,
      `${step.client.requests} hops; the plain HTTP server counted ${counted} requests and bytes.`,
    );
    const wrong = pinned(hosts.cdn, dummyPin);
    network.setPolicy(wrong, 'Another host is pinned, wrongly.');
    const hop = `https://${hosts.open}/redirect?to=${encodeURIComponent(`https://${hosts.cdn}/`)}`;
    const judged = await stage.visit('A redirect to a wrongly pinned host', network, hop);
    expectRefused(stage, judged, 'mismatch');
    expectReached(stage, judged);
  },
};
