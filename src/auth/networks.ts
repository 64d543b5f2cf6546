/** The networks of an address, which one household, company or attacker may have all of. */
import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/**
 * From the narrowest to the widest. `level` is 0, 1 or 2: what a limit is for it grows with it.
 * IPv6: the /64 of one network, the /56 of a home line, the /48 of a site. IPv4: the address, and its /24,
 * which often belongs to one customer of a hoster.
 */
export interface Network {
  level: 0 | 1 | 2;
  /** In a form that is the same for each address in it, such as "2001:db8:1:200::/56". */
  name: string;
}

const LEVELS = {
  ipv4: [
    [0, 32],
    [2, 24],
  ],
  ipv6: [
    [0, 64],
    [1, 56],
    [2, 48],
  ],
} as const;

/** @param address as the proxy reports it, which may be any text: that is a network of its own. */
export function networksOf(address: string): readonly Network[] {
  const plain = address.replace(/%.*$/s, "");
  if (isIP(plain) === 0) return [{ level: 0, name: address }];
  const parsed = asIPv4(ipaddr.parse(plain));
  const bytes = parsed.toByteArray();
  return LEVELS[parsed.kind()].map(([level, bits]) => {
    const kept = (index: number) => Math.min(8, Math.max(0, bits - 8 * index));
    const first = bytes.map((byte, index) => byte & (0xff << (8 - kept(index))));
    return { level, name: `${ipaddr.fromByteArray(first)}/${bits}` };
  });
}

/** The name of the narrowest one. */
export function networkOf(address: string): string {
  return networksOf(address)[0]?.name ?? address;
}

/** Whether two addresses are in the same of the narrowest networks. */
export function isSameNetwork(one: string, other: string): boolean {
  return networkOf(one) === networkOf(other);
}

/** An IPv4 address that is written as one of IPv6: mapped, or by a translator (RFC 6052). */
function asIPv4(address: ipaddr.IPv4 | ipaddr.IPv6): ipaddr.IPv4 | ipaddr.IPv6 {
  if (address.kind() === "ipv4") return address;
  const range = address.range();
  if (range !== "ipv4Mapped" && range !== "rfc6052") return address;
  return ipaddr.fromByteArray(address.toByteArray().slice(12));
}

/** An address as people write it: an IPv4 address that a socket gives as IPv6 is the IPv4 address. */
export function readableAddress(address: string): string {
  return ipaddr.isValid(address) ? ipaddr.process(address).toString() : address;
}
