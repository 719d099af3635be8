import XMLBuilder from 'fast-xml-builder';

/** An element in order: its name holds its children, `:@` its attributes. */
export type XmlNode = Readonly<Record<string, unknown>>;

const ATTRIBUTE = '@';
const TEXT = '#text';

// All that is no `Char` of XML 1.0 (section 2.2), lone surrogates included.
const NO_XML_CHARACTER =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it finds
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const builder = new XMLBuilder({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: ATTRIBUTE,
  textNodeName: TEXT,
  suppressEmptyNode: true,
  suppressBooleanAttributes: false,
});

/** An element with its attributes and its children. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number>> = {},
  children: readonly (XmlNode | string)[] = [],
): XmlNode {
  const given: Record<string, string> = {};
  for (const [key, value] of Object.entries(attributes)) {
    given[`${ATTRIBUTE}${key}`] = xmlText(String(value));
  }
  return {
    [name]: children.map((child) =>
      typeof child === 'string' ? { [TEXT]: xmlText(child) } : child,
    ),
    ':@': given,
  };
}

/** The element as XML text. */
export function xmlOf(node: XmlNode): string {
  return builder.build([node]);
}

/** Text in which each character may stand in an XML document; the others become U+FFFD. */
function xmlText(text: string): string {
  return text.replace(NO_XML_CHARACTER, '\ufffd');
}
