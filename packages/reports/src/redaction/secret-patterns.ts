// What stands behind the first line of a key. No search passes the next key.
const KEY_BLOCK = [
  '(?:(?!-----BEGIN )[^]){0,65536}?-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----',
  // Of one that is cut off, what may be a header of it, and the alphabet of base64.
  '(?:\\s*(?:Proc-Type|DEK-Info|Version|Comment|Hash): [^\\n]{0,200}\\n){0,4}[A-Za-z0-9+/=\\s\\\\]{0,65536}',
].join('|');

/** Secrets by their form: keys of well-known services, tokens, private keys, passwords in addresses. */
export const SECRET_PATTERNS: readonly RegExp[] = [
  new RegExp(`-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:${KEY_BLOCK})`, 'g'),
  /(?<=\bPrivate-Lines: \d{1,3}\r?\n)(?:[A-Za-z0-9+/=]{1,80}\r?\n?){1,400}/g,
  // Amazon, GitHub, GitLab, Slack.
  /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b/g,
  /\b(?:gh[opusr]_[A-Za-z0-9]{30,255}|github_pat_[A-Za-z0-9_]{20,255})\b/g,
  /\bgl(?:pat|oas|dt|rt|rtr|cbt|ptt|ft|soat|agent|imt)-[A-Za-z0-9_.-]{20,255}/g,
  /\b(?:xox[abceoprs]|xapp)-[A-Za-z0-9-]{10,255}/g,
  /(?<=\bhooks\.slack\.com\/(?:services|workflows)\/)[A-Za-z0-9/_-]{10,255}/g,
  // Others that say whose they are.
  /\b(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{16,255}/g,
  /\bsk-[A-Za-z0-9_-]{20,255}/g,
  /\bwhsec_[A-Za-z0-9+/=]{20,255}/g,
  /\bAIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])/g,
  /\bya29\.[A-Za-z0-9_-]{20,1024}/g,
  /\bnpm_[A-Za-z0-9]{36}\b/g,
  /\bpypi-[A-Za-z0-9_-]{50,1024}/g,
  /\bhf_[A-Za-z0-9]{30,64}\b/g,
  /\bdckr_pat_[A-Za-z0-9_-]{20,64}/g,
  /\bdo[opr]_v1_[a-f0-9]{64}\b/g,
  /\bhv[sbr]\.[A-Za-z0-9_-]{20,1024}/g,
  /\bSG\.[A-Za-z0-9_-]{16,64}\.[A-Za-z0-9_-]{16,64}/g,
  /\b\d{8,10}:AA[A-Za-z0-9_-]{33}\b/g,
  /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,4096}\.eyJ[A-Za-z0-9_-]{8,8192}\.[A-Za-z0-9_-]{0,4096}/g,
  // With a digit in it, or too long for a word: a bearer may be one of bad news.
  /(?<=\bBearer[ \t]{1,8})(?:(?=[A-Za-z+/._~-]{0,64}\d)[A-Za-z0-9+/._~-]{8,8192}|[A-Za-z+/._~-]{24,8192})={0,2}/gi,
  // Passwords, and tokens in the place of a user, in addresses. What looks like a port is one.
  /(?<=\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@]{0,256}:)(?:[^\s/"'<>]{1,256}(?=@)|(?!\d{1,5}[/?#])[^\s"'<>@]{1,256}(?=@))/gi,
  /(?<=\bhttps?:\/\/)[A-Za-z0-9_-]{20,256}(?=(?::x-oauth-basic)?@)/gi,
  // Lines of ~/.netrc and /etc/shadow.
  /(?<=\bmachine\s{1,8}\S{1,100}\s{1,8}login\s{1,8}\S{1,100}\s{1,8}password\s{1,8})\S{1,256}/g,
  /\$(?:1|2[abxy]|5|6|7|y|gy|argon2id?)\$[A-Za-z0-9./$=,+]{20,255}/g,
  // `IDENTIFIED BY '…'` of databases, and `PASSWORD '…'`.
  /(?<=\b(?:identified (?:with \S{1,60} )?by|password)[ \t]{1,4}')[^'\n]{1,256}(?=')/gi,
  /(?<=[?&]sig=)[A-Za-z0-9%+/=_-]{20,256}/g,
];
