/** What a certificate holds beyond its facts: read when a person opens it, and only for people. */
export interface ExtensionDetail {
  /** Dotted decimals. */
  readonly identifier: string;
  /** `Key usage`; null: an identifier that nobody here knows. */
  readonly name: string | null;
  readonly isCritical: boolean;
  /** One a line; empty where the extension is unknown or could not be read. */
  readonly values: readonly string[];
  /** Why it could not be read, as a sentence; null: it could, or it is unknown. */
  readonly problem: string | null;
  /** The raw bytes inside the OCTET STRING, lower-case hexadecimal. */
  readonly hex: string;
}

export interface CertificateDetail {
  /** 1, 2 or 3. */
  readonly version: number;
  readonly extensions: readonly ExtensionDetail[];
  /** Why the list of extensions could not be read, as a sentence; null: it could. */
  readonly problem: string | null;
}
