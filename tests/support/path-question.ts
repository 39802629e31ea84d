// The path validator's usual question, for tests: a leaf, an intermediate, a root, and what is changed about them.
import { validatePath } from '../../main/certificates/path-validator.ts';
import { createAuthority, type Authority, type CertificateAndKey, type LeafOptions } from './test-ca.ts';

export const hosts = ['a.test.example'];
export const root = createAuthority({ name: 'Root' });
export const intermediate = root.issueAuthority({ name: 'Intermediate', pathLength: 0 });

export type QuestionChanges = Partial<Parameters<typeof validatePath>[0]>;

/** Asks about the leaf's chain, for `a.test.example`, today, with the root as anchor: the path's length, or the refusal's sentence. */
export function judgePath(leaf: CertificateAndKey, changes: QuestionChanges = {}): number | string {
  const result = validatePath({
    presented: leaf.chainDer,
    anchors: [root.certificateDer],
    host: 'a.test.example',
    at: Date.now(),
    profile: 'private',
    ...changes,
  });
  return result.ok ? result.value.path.length : result.error.sentence;
}

export const leafWith = (
  options: Partial<LeafOptions>,
  issuer: Authority = intermediate,
): CertificateAndKey => issuer.issueLeaf({ hosts, ...options });
