/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* What a fuzz target is: one function that any bytes may be given to, and what it is worth to begin
 * with. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* As libFuzzer wants it; 0. Aborts when a promise is broken. */
int LLVMFuzzerTestOneInput (const guint8 *bytes, gsize length);

/* Valid inputs to be bent, GBytes; the same on every run. Transfer full. */
GPtrArray *fuzz_seeds (void);
/* How many bent inputs the test run tries: a second or two. */
extern const guint fuzz_rounds;

G_END_DECLS
