/** The network that an address belongs to: a household has many addresses in one. */
import ipaddr from "ipaddr.js";

/** The /64 of an IPv6 address, and an IPv4 address as it is; what is no address stays as it is. */
export function networkOf(address: string): string {
  const [withoutZone = ""] = address.split("%");
  if (!ipaddr.isValid(withoutZone)) return address;
  const parsed = ipaddr.process(withoutZone);
  if (parsed.kind() === "ipv4") return parsed.toString();
  return parsed
    .toByteArray()
    .slice(0, 8)
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("")
    .replace(/(.{4})(?=.)/g, "$1:");
}
