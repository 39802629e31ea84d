import { useMemo, type ReactElement } from 'react';
import { encode } from 'uqr';

/** Dark on light in both schemes, with the quiet zone that readers need. */
export const QrCode = ({ text }: { readonly text: string }): ReactElement => {
  const { size, path } = useMemo(() => {
    const { data } = encode(text, { border: 4 });
    const modules = data.flatMap((row, y) =>
      row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])),
    );
    return { size: data.length, path: modules.join('') };
  }, [text]);
  return (
    <svg role="img" aria-label={`QR code: ${text}`} viewBox={`0 0 ${size} ${size}`} width={132} height={132}>
      <rect width={size} height={size} fill="#fff" />
      <path d={path} fill="#000" shapeRendering="crispEdges" />
    </svg>
  );
};
