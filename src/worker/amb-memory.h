/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory that the parent shares: mapped only when it cannot shrink under the worker's hands
 * (SIGBUS). */
#pragma once

#include <gio/gio.h>
#include "amb-message.h"

G_BEGIN_DECLS

typedef struct
{
  guint8 *data;
  gsize bytes;
} AmbMemory;

/* fd: borrowed. It must be a memfd sealed against shrinking and growing, of at least bytes.
 * AMB_ERROR_PROTOCOL when it is not, AMB_ERROR_MEMORY when it cannot be mapped. */
gboolean amb_memory_map (AmbMemory *self, int fd, gsize bytes, gboolean writable, GError **error);
void amb_memory_unmap (AmbMemory *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AmbMemory, amb_memory_unmap)

/* The control page, mapped for reading. Any thread; an unmapped page says no and 0. */
gboolean amb_control_map (AmbMemory *self, int fd, GError **error);
gboolean amb_control_is_cancelled (const AmbMemory *self);
guint32 amb_control_generation (const AmbMemory *self);

G_END_DECLS
