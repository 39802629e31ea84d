/** An XML element as Android's readers see it, whether it was written as text or compiled into an app. */
export interface XmlElement {
  readonly name: string;
  /** By local name; namespaces do not matter to the readers here. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** All text directly inside, joined. */
  readonly text: string;
  /** For people: `line 3, column 5`; `line 3` where the column is not kept. */
  readonly place: string;
}

/** Deeper or larger documents are no configuration that a client would load. */
export const maximumXmlDepth = 64;
export const maximumXmlElements = 100_000;
