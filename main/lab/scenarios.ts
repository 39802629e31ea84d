import type { ScenarioFacts } from '../../common/lab-result.ts';
import type { Scenario } from './scenario.ts';
import {
  pinnedInterceptorScenario,
  trustedInterceptorScenario,
  untrustedInterceptorScenario,
} from './scenarios/attack.ts';
import { expiredCertificateScenario, wrongHostScenario } from './scenarios/certificates.ts';
import { expiredPinSetScenario, reportOnlyScenario } from './scenarios/modes.ts';
import { dummyPinScenario, realPinScenario } from './scenarios/pins.ts';
import { renewalsScenario } from './scenarios/renewals.ts';
import {
  appendedCertificateScenario,
  attackMidSessionScenario,
  cleartextScenario,
  parallelBurstScenario,
  sharedConnectionScenario,
} from './scenarios/tricks.ts';

/** In the order of the walk. */
export const scenarios: readonly Scenario[] = [
  dummyPinScenario,
  realPinScenario,
  untrustedInterceptorScenario,
  trustedInterceptorScenario,
  pinnedInterceptorScenario,
  appendedCertificateScenario,
  attackMidSessionScenario,
  parallelBurstScenario,
  sharedConnectionScenario,
  cleartextScenario,
  renewalsScenario,
  expiredCertificateScenario,
  wrongHostScenario,
  reportOnlyScenario,
  expiredPinSetScenario,
];

/** What is known of a scenario before it has run. */
export const factsOf = ({ id, number, part, title, shows }: ScenarioFacts): ScenarioFacts => ({
  id,
  number,
  part,
  title,
  shows,
});
