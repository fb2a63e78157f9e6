/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The closed list of operations, in pipeline order, and look-ups in it. Static data: any thread. */
#pragma once

#include "amb-operation.h"

G_BEGIN_DECLS

/* NULL-terminated, in pipeline order. */
const AmbOperation *const *amb_operations_list (void);
guint amb_operations_count (void);

const AmbOperation *amb_operations_find (const char *op_id);

/* full_id: "exposure.ev". op and index (both out, nullable). NULL when unknown. */
const AmbParam *
amb_operations_find_param (const char *full_id, const AmbOperation **op, guint *index);

/* "exposure.ev"; transfer full. */
char *amb_operation_param_id (const AmbOperation *op, const AmbParam *param);

/* Into the hard range (or wrapped); NaN becomes neutral; integers are rounded. changed: out,
 * nullable. */
double amb_param_clamp (const AmbParam *param, double value, gboolean *changed);

/* values: one per parameter. TRUE when the operation would do nothing. */
gboolean amb_operation_is_neutral (const AmbOperation *op, const double *values);

/* The section's translated title. */
const char *amb_section_title (AmbSection section);

/* A value with its unit as people read it, "+0.50 EV", in the current locale; transfer full. And
 * back, locale-tolerant; FALSE when text is no number. Percent of long edge is shown as percent. */
char *amb_param_format (const AmbParam *param, double value);
gboolean amb_param_parse (const AmbParam *param, const char *text, double *value);

G_END_DECLS
