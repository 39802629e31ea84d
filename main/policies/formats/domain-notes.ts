/** What is odd about a domain name in a client's configuration that compares names as texts: such a rule is for no host. */
const faultOf = (domain: string): string | null => {
  if (domain.includes('*')) return 'takes no wildcards';
  if (/[/:@]/.test(domain)) return 'takes a name alone, without scheme, port or path';
  if (domain !== domain.toLowerCase()) return 'compares names in lower case';
  if (/[^\u0021-\u007E]/.test(domain)) return 'compares international names in their "xn--" form';
  if (domain.endsWith('.')) return 'takes a dot at the end as part of the name';
  return null;
};

/** One sentence for each odd name. */
export const domainNotes = (client: string, domains: readonly string[]): readonly string[] =>
  domains.flatMap((domain) => {
    const fault = faultOf(domain);
    return fault === null ? [] : [`"${domain}": ${client} ${fault}. This entry may never apply.`];
  });
