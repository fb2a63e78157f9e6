/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Compares runs of digits by value and everything else byte by byte. */
#include "amb-natural-order.h"

#include <string.h>

static gsize
count_digits (const char *text)
{
  gsize n = 0;
  while (g_ascii_isdigit (text[n]))
    n++;
  return n;
}

/* Both point at digits; both are moved behind them. */
static int
compare_numbers (const char **a, const char **b)
{
  gsize zeros_a = strspn (*a, "0");
  gsize zeros_b = strspn (*b, "0");
  gsize digits_a = count_digits (*a + zeros_a);
  gsize digits_b = count_digits (*b + zeros_b);
  const char *value_a = *a + zeros_a;
  const char *value_b = *b + zeros_b;

  *a = value_a + digits_a;
  *b = value_b + digits_b;
  if (digits_a != digits_b)
    return digits_a < digits_b ? -1 : 1;
  return memcmp (value_a, value_b, digits_a);
}

static int
weight (char c)
{
  if (c == '\0')
    return 0;
  return c == '.' ? 1 : 1 + (guchar) g_ascii_tolower (c);
}

int
amb_natural_compare (const char *a, const char *b)
{
  const char *p = a;
  const char *q = b;
  int order = 0;
  while (order == 0 && *p != '\0' && *q != '\0')
    if (g_ascii_isdigit (*p) && g_ascii_isdigit (*q))
      order = compare_numbers (&p, &q);
    else
      order = weight (*p++) - weight (*q++);
  if (order == 0)
    order = weight (*p) - weight (*q);
  return order != 0 ? order : strcmp (a, b);
}
